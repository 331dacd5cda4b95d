// Wagtail's calendar puts today in the place of a day it cannot read, such as 16/12/2026, when the box
// is left. What was typed stays: the server reads it, or says what is wrong with it.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
