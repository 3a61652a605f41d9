package io.hubflow.service.status;

import java.time.Instant;
import java.util.List;

/** The whole service at one moment. */
public record ServiceStatus(String version, Instant now, Instant startedAt, Health health, List<PortalStatus> portals) {
    public ServiceStatus {
        portals = List.copyOf(portals);
    }

    public static ServiceStatus of(String version, Instant now, Instant startedAt, List<PortalStatus> portals) {
        var health = portals.stream().map(PortalStatus::health).reduce(Health.FRESH, Health::worse);
        return new ServiceStatus(version, now, startedAt, health, portals);
    }
}
