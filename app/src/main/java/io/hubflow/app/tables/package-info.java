/** The page about a portal's tables: what is in them, in HubSpot's words. */
@NullMarked
package io.hubflow.app.tables;

import org.jspecify.annotations.NullMarked;
