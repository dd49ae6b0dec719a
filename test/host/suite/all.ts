import './suggestions.js';
import './failures.js';
