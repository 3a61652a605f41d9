/** The whole product, from outside: processes, files and HTTP, nothing of the inside. */
@NullMarked
package io.hubflow.e2e;

import org.jspecify.annotations.NullMarked;
