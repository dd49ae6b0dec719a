import './suggestions.js';
import './networks.js';
import './failures.js';
