import './suggestions.js';
import './complaints.js';
import './networks.js';
import './failures.js';
