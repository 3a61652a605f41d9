/** Tells people outside of the page, by a webhook. */
@NullMarked
package io.hubflow.service.notify;

import org.jspecify.annotations.NullMarked;
