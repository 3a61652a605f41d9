/** Random histories of one portal and one warehouse, in which circumstances change between runs. */
@NullMarked
package io.hubflow.e2e.history;

import org.jspecify.annotations.NullMarked;
