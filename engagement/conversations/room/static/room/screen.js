// The screen on the wall: fetched anew when anything in the room changes; the timer counts by itself.
import "./socket.js";
import "./timer.js";
import { Parts } from "./parts.js";

new Parts();
