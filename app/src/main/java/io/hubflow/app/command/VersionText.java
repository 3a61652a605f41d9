package io.hubflow.app.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: hubflow's version and what it runs on. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }

    static String line() {
        return "hubflow " + number() + ", Java " + System.getProperty("java.version");
    }

    static String number() {
        var version = VersionText.class.getPackage().getImplementationVersion();
        return version == null ? "(built from sources)" : version;
    }
}
