package io.hubflow.simulator.api;

import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.quota.Verdict.Limit;
import io.hubflow.simulator.time.SimulatorClock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Turns failures into answers and gives every answer its correlation id (a UUIDv7, as in logs of 2026). */
final class Failures {
    static final String CORRELATION_HEADER = "X-HubSpot-Correlation-Id";

    private final SimulatorClock clock;
    private final long portalId;
    private final long seed;
    private final AtomicLong ids = new AtomicLong();

    Failures(SimulatorClock clock, long portalId, long seed) {
        this.clock = clock;
        this.portalId = portalId;
        this.seed = seed;
    }

    /** The error answer, with the same id in its body and its header. */
    Response answer(Failure failure) {
        String id = nextId();
        var body = failure.body().deepCopy().put("correlationId", id);
        return Exchange.json(failure.status(), body).with(CORRELATION_HEADER, id);
    }

    Failure limit(Limit limit, String appId) {
        return switch (limit) {
            case SECONDLY -> Failure.secondlyLimit();
            case TEN_SECONDLY_ROLLING -> Failure.tenSecondlyLimit(portalId, appId);
            case DAILY -> Failure.dailyLimit(nextId());
        };
    }

    String nextId() {
        long random = Hash.mix(seed, ids.incrementAndGet());
        long high = clock.millis() << 16 | 0x7000 | (random & 0xFFF);
        long low = Long.MIN_VALUE | (Hash.mix(random) >>> 2);
        return new UUID(high, low).toString();
    }
}
