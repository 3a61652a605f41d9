package io.hubflow.service;

import io.hubflow.service.status.PortalStatus;

/** Told how a portal stands after the tables were first looked at and after each run, for notifications. Called by the portal's own thread. */
@FunctionalInterface
public interface PortalNews {
    void ran(PortalStatus status);
}
