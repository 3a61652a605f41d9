/** Random stories of the command line: a seed draws a portal, a configuration and the commands that somebody types. */
@NullMarked
package io.hubflow.e2e.story;

import org.jspecify.annotations.NullMarked;
