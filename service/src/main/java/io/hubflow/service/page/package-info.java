/** The page: what the templates show, and how it is put. */
@NullMarked
package io.hubflow.service.page;

import org.jspecify.annotations.NullMarked;
