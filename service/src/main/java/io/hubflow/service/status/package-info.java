/** How the portals stand: immutable values for the page, the API and the metrics. */
@NullMarked
package io.hubflow.service.status;

import org.jspecify.annotations.NullMarked;
