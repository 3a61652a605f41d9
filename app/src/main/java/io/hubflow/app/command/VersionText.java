package io.hubflow.app.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: hubflow's version and what it runs on. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = VersionText.class.getPackage().getImplementationVersion();
        return new String[] {
            "hubflow " + (version == null ? "(built from sources)" : version) + ", Java "
                    + System.getProperty("java.version")
        };
    }
}
