/** Which records of an object type are wanted: the language, its check against HubSpot's definitions, its evaluation. */
@NullMarked
package io.hubflow.engine.filter;

import org.jspecify.annotations.NullMarked;
