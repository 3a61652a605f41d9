/** What a portal holds: object types, their properties, and which of them the user wants. */
@NullMarked
package io.hubflow.engine.catalog;

import org.jspecify.annotations.NullMarked;
