import './suggestions.js';
import './complaints.js';
import './networks.js';
import './panel.js';
import './failures.js';
