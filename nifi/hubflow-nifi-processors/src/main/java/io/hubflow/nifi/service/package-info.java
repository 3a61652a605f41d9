/** The controller service through which every processor calls HubSpot. */
@NullMarked
package io.hubflow.nifi.service;

import org.jspecify.annotations.NullMarked;
