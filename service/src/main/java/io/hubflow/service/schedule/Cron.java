package io.hubflow.service.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A cron expression in a time zone. A time that the clocks skip in spring is due at the first moment after the gap; a time that
 * they repeat in autumn is due once, at its first occurrence.
 */
public final class Cron implements Schedule {
    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final CronParser QUARTZ =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

    private final String text;
    private final ZoneId zone;
    private final ExecutionTime times;

    private Cron(String text, ZoneId zone, ExecutionTime times) {
        this.text = text;
        this.zone = zone;
        this.times = times;
    }

    static Cron parse(String text, ZoneId zone) {
        var parser = text.split("\\s+").length == 5 ? UNIX : QUARTZ;
        ExecutionTime times;
        try {
            times = ExecutionTime.forCron(parser.parse(text).validate());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not a cron expression: \"" + text + "\" (" + e.getMessage() + ")", e);
        }
        var reference = Instant.EPOCH.atZone(zone);
        if (times.nextExecution(reference).isEmpty()) {
            throw new IllegalArgumentException("is never due: \"" + text + "\" names a date that does not exist");
        }
        return new Cron(text, zone, times);
    }

    @Override
    public Instant next(Instant anchor, Instant now) {
        var found = times.nextExecution(now.atZone(zone))
                .map(ZonedDateTime::toInstant)
                .filter(now::isBefore)
                // A Quartz expression may name years, and they may be over.
                .orElse(Instant.MAX);
        return skippedByClocks(now, found).orElse(found);
    }

    /** The end of the gap, if the clocks skip a time of this expression before {@code next}: the library leaves such a day out. */
    private Optional<Instant> skippedByClocks(Instant now, Instant next) {
        var change = zone.getRules().nextTransition(now);
        if (change == null || !change.isGap() || !change.getInstant().isBefore(next)) {
            return Optional.empty();
        }
        var beforeGap = change.getDateTimeBefore().minusSeconds(1).atZone(ZoneOffset.UTC);
        var gapEnd = change.getDateTimeAfter().atZone(ZoneOffset.UTC);
        return times.nextExecution(beforeGap).filter(gapEnd::isAfter).map(skipped -> change.getInstant());
    }

    @Override
    public String words() {
        return "cron " + text + " (" + zone.getId() + ")";
    }

    @Override
    public String toString() {
        return words();
    }
}
