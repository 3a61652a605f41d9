@NullMarked
package io.hubflow.engine.forecast;

import org.jspecify.annotations.NullMarked;
