/** Views over the tables, for people and for tools that expect other names. Their SQL differs between warehouses in few places. */
@NullMarked
package io.hubflow.engine.view;

import org.jspecify.annotations.NullMarked;
