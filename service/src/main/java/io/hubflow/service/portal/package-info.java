/** What the service knows of a portal: how to reach it, when to run, and what its destination recorded. */
@NullMarked
package io.hubflow.service.portal;

import org.jspecify.annotations.NullMarked;
