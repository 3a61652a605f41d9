/** Keeps the calls under HubSpot's burst, search and daily limits. */
@NullMarked
package io.hubflow.hubspot.quota;

import org.jspecify.annotations.NullMarked;
