/** What {@code hubflow serve} adds to runs: a worker for each portal, the page, the API and the metrics. */
@NullMarked
package io.hubflow.service;

import org.jspecify.annotations.NullMarked;
