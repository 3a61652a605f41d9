/** HubSpot's endpoints in the dialects v3/v4, 2025-09, 2026-03 and 2026-09, answered from one portal. */
@NullMarked
package io.hubflow.simulator.api;

import org.jspecify.annotations.NullMarked;
