import './suggestions.js';
import './complaints.js';
import './memory.js';
import './networks.js';
import './failures.js';
