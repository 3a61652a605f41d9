/** Finds the records that the table still has and HubSpot does not: archived, merged and deleted ones, and restored ones. */
@NullMarked
package io.hubflow.engine.absence;

import org.jspecify.annotations.NullMarked;
