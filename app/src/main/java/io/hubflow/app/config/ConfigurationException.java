package io.hubflow.app.config;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with the configuration, at once. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(" ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The same as the failure that all of hubflow uses, for reports. */
    public ConnectorException asConnectorException() {
        var what = problems.size() == 1
                ? problems.getFirst().toString()
                : "The configuration has " + problems.size() + " problems. "
                        + problems.stream().map(Problem::toString).collect(Collectors.joining(" "));
        return new ConnectorException(ErrorCode.CONFIGURATION_INVALID, what, "Nothing was read or written.", "", this);
    }
}
