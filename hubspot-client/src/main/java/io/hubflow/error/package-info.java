/** How hubflow fails: one exception, one closed list of codes, and a message that says what to do. */
@NullMarked
package io.hubflow.error;

import org.jspecify.annotations.NullMarked;
