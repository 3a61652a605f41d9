package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.engine.Reread;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Says what the next sync will read again, asks, and writes it into the state. It makes no call to HubSpot. */
final class RereadRequest {
    private final CommandContext context;
    private final CommandSpec spec;
    private final RereadFlags flags;

    RereadRequest(CommandContext context, CommandSpec spec, RereadFlags flags) {
        this.context = context;
        this.spec = spec;
        this.flags = flags;
    }

    /** What it takes to read one object type's part again. */
    record Part(String objectType, long rows, long calls) {}

    /**
     * @param heading of the column that counts the rows
     * @param nothing what to say when no object type is concerned
     * @param question ends in a question mark
     */
    record Wording(String heading, String nothing, String question) {}

    /**
     * @param parts what is to be read again, from what is loaded; checks the flags that need to know it
     * @param json gets the parts and the calls
     * @return the exit code
     */
    int run(Reread reread, Wording wording, ObjectNode json, Function<LoadedObjects, List<Part>> parts) {
        var configuration = flags.configuration(context);
        final List<Part> planned;
        try (var reader = Destinations.read(configuration)) {
            planned = parts.apply(new LoadedObjects(reader, this::refused));
        }
        var calls = planned.stream().mapToLong(Part::calls).sum();
        if (!flags.json()) {
            show(planned, calls, wording);
        }
        if (!planned.isEmpty()) {
            requireConsent(wording.question());
            try (var destination = Destinations.open(configuration, context.clock())) {
                reread.request(
                        destination,
                        spec.name() + "-" + context.clock().instant(),
                        planned.stream().map(Part::objectType).toList());
            }
        }
        if (flags.json()) {
            json.put("calls", calls);
            var list = json.putArray("objects");
            planned.forEach(part ->
                    list.addObject().put("object_type", part.objectType()).put("rows", part.rows()));
            context.out().println(Json.write(json));
        } else if (!planned.isEmpty()) {
            context.out().println("Done: run `hubflow sync` to read them again.");
        }
        return ExitCode.OK.number();
    }

    private void show(List<Part> parts, long calls, Wording wording) {
        if (parts.isEmpty()) {
            context.out().println(wording.nothing());
            return;
        }
        var table = new TextTable(List.of("object type", wording.heading()));
        parts.forEach(part -> table.row(part.objectType(), RunTable.count(part.rows())));
        context.out().print(table.render());
        context.out().println("The next sync reads them again, with about " + RunTable.count(calls) + " calls.");
    }

    private void requireConsent(String question) {
        if (flags.yes()) {
            return;
        }
        if (!context.terminal()) {
            throw refused("this is not a terminal, so hubflow cannot ask for confirmation; add --yes");
        }
        context.out().flush();
        context.err().print(question + " [y/N] ");
        context.err().flush();
        var answer = context.readLine().strip();
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw refused("not confirmed; nothing was changed");
        }
    }

    /**
     * In milliseconds, as HubSpot's times are.
     *
     * @throws ParameterException when the text is no moment, or one in the future
     */
    Instant pastMoment(String flag, String text) {
        final Instant moment;
        try {
            moment = text.strip().length() == "2026-11-27".length()
                    ? LocalDate.parse(text.strip()).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw refused(flag + " must be a date or instant such as 2026-11-27 or 2026-11-27T08:00:00Z");
        }
        var now = context.clock().instant();
        if (moment.isAfter(now)) {
            throw refused(flag + " " + moment + " lies in the future; it is " + now + " now");
        }
        return moment.truncatedTo(ChronoUnit.MILLIS);
    }

    ParameterException refused(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
