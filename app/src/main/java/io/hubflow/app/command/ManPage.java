package io.hubflow.app.command;

import io.hubflow.app.ExitCode;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A man page in roff, made of what {@code --help} knows. It carries no date, so that each build makes the same bytes. */
final class ManPage {
    private final StringBuilder page = new StringBuilder();
    private final CommandSpec command;

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /** What the page of a command is called, without its section: {@code hubflow-config-show}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    static String render(CommandSpec command) {
        return new ManPage(command).render();
    }

    private String render() {
        var usage = command.usageMessage();
        line(
                ".TH \"%s\" 1 \"\" \"hubflow %s\" \"hubflow\"",
                name(command).toUpperCase(java.util.Locale.ROOT), version());
        // Without hyphenation and with ragged margins, as commands and names must be copied as they are.
        line(".nh");
        line(".ad l");
        section("NAME");
        text(name(command) + " - " + String.join(" ", usage.description()));
        section("SYNOPSIS");
        verbatim(List.of(
                plain(new CommandLine.Help(command, Ansi.OFF).synopsis(0)).strip()));
        parameters();
        options();
        subcommands();
        section("EXIT CODES");
        for (var code : ExitCode.values()) {
            item(String.valueOf(code.number()), code.meaning());
        }
        if (usage.footer().length > 0) {
            section("EXAMPLES AND NOTES");
            verbatim(Arrays.asList(usage.footer()));
        }
        return page.toString();
    }

    private static String version() {
        return VersionText.number();
    }

    private void parameters() {
        var parameters = command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        if (parameters.isEmpty()) {
            return;
        }
        section("PARAMETERS");
        parameters.forEach(parameter -> item(parameter.paramLabel(), described(parameter)));
    }

    private void options() {
        section("OPTIONS");
        command.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> item(signature(option), described(option)));
    }

    private static String signature(OptionSpec option) {
        var names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    private static String described(ArgSpec argument) {
        return String.join(" ", argument.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()))
                .replace("${COMPLETION-CANDIDATES}", candidates(argument))
                .replace("%n", " ")
                .replace("%%", "%");
    }

    private static String candidates(ArgSpec argument) {
        return argument.completionCandidates() == null ? "" : String.join(", ", argument.completionCandidates());
    }

    private void subcommands() {
        var shown = command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(sub -> !sub.usageMessage().hidden())
                .distinct()
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        section("COMMANDS");
        shown.forEach(sub ->
                item(sub.qualifiedName(" "), String.join(" ", sub.usageMessage().description())));
    }

    private void section(String title) {
        line(".SH %s", title);
    }

    private void item(String term, String meaning) {
        line(".TP");
        line("\\fB%s\\fR", escaped(plain(term)));
        text(meaning);
    }

    private void verbatim(List<String> lines) {
        line(".nf");
        lines.forEach(each -> text(each.replace("%n", "").replace("%%", "%")));
        line(".fi");
    }

    private void text(String words) {
        var escaped = escaped(plain(words));
        // A dot or an apostrophe at the start of a line would be a request to roff.
        page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                .append(escaped)
                .append('\n');
    }

    private void line(String format, Object... values) {
        page.append(String.format(format, values)).append('\n');
    }

    private static String plain(String text) {
        return Ansi.OFF.string(text);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
