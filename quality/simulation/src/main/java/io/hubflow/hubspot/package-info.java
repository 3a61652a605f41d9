/** The door to the client's transport. */
@NullMarked
package io.hubflow.hubspot;

import org.jspecify.annotations.NullMarked;
