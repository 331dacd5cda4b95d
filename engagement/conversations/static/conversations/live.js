// What a conversation's page loads: each part works without the others, and the page without them.
import "./live-thread.js";
import "./posting.js";
