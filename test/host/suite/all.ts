import './suggestions.js';
import './complaints.js';
import './failures.js';
