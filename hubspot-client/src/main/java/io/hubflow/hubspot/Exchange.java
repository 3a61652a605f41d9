package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.Outcome.DaySpent;
import io.hubflow.hubspot.Outcome.Expired;
import io.hubflow.hubspot.Outcome.Refused;
import io.hubflow.hubspot.Outcome.Served;
import io.hubflow.hubspot.Outcome.Throttled;
import io.hubflow.hubspot.Outcome.Transient;
import io.hubflow.hubspot.quota.QuotaGovernor;
import io.hubflow.hubspot.quota.RateHeaders;
import io.hubflow.hubspot.quota.Timeline;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one call through: quota, send, verdict, retry, until it is answered or its failure is final. Thread-safe. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** 429s of one call before it fails; a pause lies before each, 10 s at the longest. */
    private static final int MAX_THROTTLED = 30;

    /** After this long since its first failure a call is not sent again, whatever tries are left. */
    private static final Duration MAX_TROUBLE = Duration.ofMinutes(5);

    private static final int LONG_URL_TRIES = 3;

    /** So many failures of one call are worth a warning, once. */
    private static final int NOTEWORTHY = 3;

    private final URI baseUrl;
    private final Duration requestTimeout;
    private final Transport transport;
    private final QuotaGovernor governor;
    private final Verdicts verdicts;
    private final Backoff backoff;
    private final CallCounters counters;
    private final LatencyMeter meter;
    private final ServerClock clock;
    private final Timeline timeline;
    private volatile boolean closed;

    Exchange(
            HubSpotSettings settings,
            Transport transport,
            QuotaGovernor governor,
            Backoff backoff,
            CallCounters counters,
            LatencyMeter meter,
            ServerClock clock,
            Timeline timeline) {
        this.baseUrl = settings.baseUrl();
        this.requestTimeout = settings.requestTimeout();
        this.transport = transport;
        this.governor = governor;
        this.verdicts = new Verdicts(settings.baseUrl(), settings.maxTries());
        this.backoff = backoff;
        this.counters = counters;
        this.meter = meter;
        this.clock = clock;
        this.timeline = timeline;
    }

    /** What a call came to: a value or the refusal. */
    private sealed interface Result<T> {
        record Got<T>(T value) implements Result<T> {}

        record Refusal<T>(int status, ConnectorException failure) implements Result<T> {}
    }

    /** One send with the value that was read from it, if it came so far. */
    private record Try<T>(Outcome outcome, @Nullable T value) {}

    /** How often a call failed so far, and since when. */
    private static final class RetryState {
        private int failed;
        private int throttled;
        private boolean renewed;
        private long sinceNanos;
    }

    /** @throws ConnectorException when the failure is final, or the thread was interrupted */
    <T> T call(BearerTokens tokens, Call call, AnswerReader<T> reader) {
        return switch (untilFinal(tokens, call, reader)) {
            case Result.Got<T> got -> got.value();
            case Result.Refusal<T> refusal -> throw refusal.failure();
        };
    }

    /** Like {@link #call}, but empty when HubSpot refuses with one of these statuses. */
    <T> Optional<T> callUnlessRefused(
            BearerTokens tokens,
            Call call,
            AnswerReader<T> reader,
            Set<Integer> tolerated,
            Consumer<ConnectorException> refusals) {
        return switch (untilFinal(tokens, call, reader)) {
            case Result.Got<T> got -> Optional.of(got.value());
            case Result.Refusal<T> refusal -> {
                if (tolerated.contains(refusal.status())) {
                    LOG.info(
                            "{} is left out: {}", call.path(), refusal.failure().what());
                    refusals.accept(refusal.failure());
                    yield Optional.empty();
                }
                throw refusal.failure();
            }
        };
    }

    /** Calls that are under way are not tried again. */
    void close() {
        closed = true;
    }

    private <T> Result<T> untilFinal(BearerTokens tokens, Call call, AnswerReader<T> reader) {
        var trouble = new RetryState();
        try {
            while (!closed) {
                var bearer = tokens.bearer();
                var attempt = send(call, bearer, reader);
                switch (attempt.outcome()) {
                    case Served served -> {
                        var value = attempt.value();
                        if (value == null) {
                            throw new IllegalStateException("served without a value: " + call.path());
                        }
                        return new Result.Got<>(value);
                    }
                    case Refused refused -> {
                        return new Result.Refusal<>(refused.status(), refused.failure());
                    }
                    case DaySpent spent -> {
                        counters.throttled(call);
                        throw governor.dailySpent();
                    }
                    case Expired expired -> {
                        if (trouble.renewed || bearer == null || !tokens.renew(bearer)) {
                            return new Result.Refusal<>(401, expired.failure());
                        }
                        trouble.renewed = true;
                    }
                    case Throttled throttled -> {
                        counters.throttled(call);
                        governor.throttled(call.kind().budget(), throttled.retryAfter());
                        requireMoreThrottling(call, trouble, throttled);
                    }
                    case Transient passing -> rest(call, trouble, passing);
                }
                counters.retried(call);
            }
            throw new ConnectorException(
                    ErrorCode.INTERRUPTED,
                    "The client was closed before %s was answered.".formatted(call.path()),
                    "",
                    "");
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted("The call %s was interrupted.".formatted(call.path()), e);
        }
    }

    private <T> Try<T> send(Call call, @Nullable String bearer, AnswerReader<T> reader) throws InterruptedException {
        var permit = call.kind() == CallKind.TOKEN
                ? null
                : governor.acquire(call.kind().budget(), call.objectType());
        counters.sent(call);
        var request = new Transport.Request(
                call.method(), URI.create(baseUrl + call.target()), bearer, call.body(), requestTimeout);
        var start = timeline.nanos();
        Transport.Answer answer;
        try {
            answer = transport.send(request, permit == null ? () -> {} : permit::leaving);
        } catch (IOException e) {
            counters.answered(call, 0);
            if (permit != null) {
                permit.lost();
            }
            LOG.debug(
                    "{} {} failed: {}", call.method(), call.path(), e.getClass().getSimpleName());
            if (e instanceof AnswerTooLargeException) {
                throw new ConnectorException(
                        ErrorCode.HUBSPOT_ANSWER_TOO_LARGE,
                        "HubSpot's answer to %s is larger than the memory allows: %s."
                                .formatted(call.path(), e.getMessage()),
                        "It was not read.",
                        "Ask for fewer records at once, or allow more memory with HUBFLOW_JVM_FLAGS=-Xmx512m.",
                        e);
            }
            return new Try<>(verdicts.of(e), null);
        }
        counters.answered(call, answer.status());
        var rates = RateHeaders.from(answer::header);
        if (permit != null) {
            permit.answered(rates);
        }
        clock.observe(answer);
        verdicts.see(answer);
        var took = timeline.nanos() - start;
        meter.answered(call.kind(), took, answer.body().length);
        LOG.debug(
                "{} {} {} {} bytes {} ms",
                call.method(),
                call.path(),
                answer.status(),
                answer.body().length,
                took / 1_000_000);
        var outcome = verdicts.of(call, answer, bearer == null ? "" : bearer);
        return outcome instanceof Served ? read(call, answer, rates, reader) : new Try<>(outcome, null);
    }

    private <T> Try<T> read(Call call, Transport.Answer answer, RateHeaders rates, AnswerReader<T> reader) {
        try {
            var value = reader.read(answer);
            verdicts.recognised();
            if (call.kind() != CallKind.TOKEN) {
                governor.served(call.kind().budget(), rates, call.kind().showsLimits());
            }
            return new Try<>(new Served(), value);
        } catch (ForeignAnswerException e) {
            return new Try<>(verdicts.foreign(e), null);
        } catch (BrokenAnswerException e) {
            return new Try<>(verdicts.broken(e), null);
        } catch (IncompleteBatchException e) {
            return new Try<>(verdicts.incomplete(e), null);
        } catch (IOException e) {
            return new Try<>(verdicts.broken(Json.broken(e, answer.body())), null);
        }
    }

    private void rest(Call call, RetryState trouble, Transient passing) throws InterruptedException {
        trouble.failed++;
        if (closed) {
            return; // the failure is our own doing
        }
        if (trouble.failed >= tries(call, passing) || tooLong(trouble)) {
            throw new ConnectorException(
                    passing.code(),
                    passing.what() + (trouble.failed == 1 ? "" : " It was tried %d times.".formatted(trouble.failed)),
                    "Request failed: %s.".formatted(call.path()),
                    passing.action(),
                    passing.cause());
        }
        if (trouble.failed == NOTEWORTHY) {
            LOG.warn(
                    "{} {}: {} Tried {} times so far; trying on.",
                    call.method(),
                    call.path(),
                    passing.what(),
                    trouble.failed);
        }
        var pause = backoff.before(trouble.failed, passing.atLeast());
        LOG.debug("{} {}: {} Again in {} ms", call.method(), call.path(), passing.what(), pause.toMillis());
        timeline.sleep(pause);
    }

    /** A connection that breaks over a long URL may do so for its length: another way of reading is tried soon. */
    private static int tries(Call call, Transient passing) {
        return call.isLong() && passing.code() == ErrorCode.HUBSPOT_ANSWER_BROKEN
                ? Math.min(LONG_URL_TRIES, passing.tries())
                : passing.tries();
    }

    private void requireMoreThrottling(Call call, RetryState trouble, Throttled throttled) {
        trouble.throttled++;
        if (trouble.throttled == NOTEWORTHY) {
            LOG.warn(
                    "{}: HubSpot's rate limit refused the call {} times; another app seems to share it. Going slower.",
                    call.path(),
                    trouble.throttled);
        }
        if (trouble.throttled >= MAX_THROTTLED || tooLong(trouble)) {
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_RATE_LIMITED,
                    "HubSpot refused %s %d times for its rate limit (HTTP 429%s)."
                            .formatted(call.path(), trouble.throttled, throttled.correlation()),
                    "Another app seems to use the same key or the account's searches.",
                    "Lower hubflow's share of the quota, or run at another time.");
        }
    }

    private boolean tooLong(RetryState trouble) {
        var now = timeline.nanos();
        if (trouble.failed + trouble.throttled == 1) {
            trouble.sinceNanos = now;
        }
        return now - trouble.sinceNanos > MAX_TROUBLE.toNanos();
    }
}
