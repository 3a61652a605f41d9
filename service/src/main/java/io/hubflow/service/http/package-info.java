/** The HTTP server: who may ask, and what is answered. */
@NullMarked
package io.hubflow.service.http;

import org.jspecify.annotations.NullMarked;
