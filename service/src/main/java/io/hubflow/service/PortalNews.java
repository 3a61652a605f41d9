package io.hubflow.service;

import io.hubflow.service.status.PortalStatus;

/** Told how a portal stands after each run, for notifications. Called by the portal's own thread. */
@FunctionalInterface
public interface PortalNews {
    void ran(PortalStatus status);
}
