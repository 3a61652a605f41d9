package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import io.hubflow.hubspot.NetworkRoute;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how the network is reached: from the settings, and from the variables that other programs use too. */
final class NetworkReader {
    private final Sources sources;
    private final Configuration.Need need;
    private final SettingValues values;
    private final List<Problem> problems;

    NetworkReader(Sources sources, Configuration.Need need, SettingValues values, List<Problem> problems) {
        this.sources = sources;
        this.need = need;
        this.values = values;
        this.problems = problems;
    }

    Network read() {
        return new Network(
                configuredProxy(),
                proxyOf("https_proxy"),
                proxyOf("http_proxy"),
                new HostPatterns(directHosts()),
                caBundle());
    }

    private NetworkRoute.@Nullable HttpProxy configuredProxy() {
        var proxy = values.find(Settings.PROXY);
        var user = values.find(Settings.PROXY_USER);
        var password = values.find(Settings.PROXY_PASSWORD);
        if (proxy == null) {
            return null;
        }
        try {
            var address = ProxyAddress.read((String) proxy.value());
            var login = user == null
                    ? Optional.<NetworkRoute.Login>empty()
                    : Optional.of(new NetworkRoute.Login(
                            (String) user.value(), password == null ? "" : (String) password.value()));
            return new NetworkRoute.HttpProxy(address.host(), address.port(), login);
        } catch (InvalidValue e) {
            throw new IllegalStateException("the setting's type has read it", e);
        }
    }

    /** The variable in lower case counts first, as for curl. */
    private NetworkRoute.@Nullable HttpProxy proxyOf(String variable) {
        for (var name : List.of(variable, variable.toUpperCase(Locale.ROOT))) {
            var text = sources.environment().get(name);
            if (text != null && !text.isBlank()) {
                try {
                    var proxy = ProxyAddress.read(text);
                    proxy.login().ifPresent(login -> sources.redactor().learnSecret(login.password()));
                    return proxy;
                } catch (InvalidValue e) {
                    if (values.find(Settings.PROXY) == null) {
                        sources.redactor().learnSecret(text);
                        problems.add(new Problem(name, OptionalInt.empty(), "", e.sentence()));
                    }
                    return null;
                }
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // the setting's own type has read it
    private List<String> directHosts() {
        var configured = values.find(Settings.DIRECT_HOSTS);
        if (configured != null) {
            return (List<String>) configured.value();
        }
        var text = Optional.ofNullable(sources.environment().get("no_proxy"))
                .orElse(sources.environment().getOrDefault("NO_PROXY", ""));
        return Stream.of(text.split("[,\\s]+")).filter(host -> !host.isBlank()).toList();
    }

    /** Read where something is called over the network; a command that only looks at a file does not need it. */
    private @Nullable CaBundle caBundle() {
        var path = values.find(Settings.CA_CERTIFICATES);
        if (path == null || (!need.hubSpot() && !values.isSnowflake())) {
            return null;
        }
        try {
            return CaBundle.read((Path) path.value());
        } catch (InvalidValue e) {
            values.problem(Settings.CA_CERTIFICATES, e.sentence());
            return null;
        }
    }
}
