/** Where settings come from (flags, environment, {@code hubflow.yaml}, defaults) and what is wrong with them, all at once. */
@NullMarked
package io.hubflow.app.config;

import org.jspecify.annotations.NullMarked;
