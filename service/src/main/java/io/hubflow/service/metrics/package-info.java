/** How the portals stand, in Prometheus's words. */
@NullMarked
package io.hubflow.service.metrics;

import org.jspecify.annotations.NullMarked;
