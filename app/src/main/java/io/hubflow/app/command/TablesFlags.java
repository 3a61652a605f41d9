package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.config.Configuration;
import picocli.CommandLine.Mixin;

/** Flags of the commands that read or describe the tables. These commands never call HubSpot, so they need no token. */
final class TablesFlags {
    @Mixin
    private DestinationFlags destination = new DestinationFlags();

    @Mixin
    private CommonFlags common = new CommonFlags();

    /**
     * The settings from these flags, the environment and the configuration file.
     *
     * @throws io.hubflow.app.config.ConfigurationException with every problem of the settings
     */
    Configuration configuration(CommandContext context) {
        var sources = common.sources(context);
        destination.into(sources);
        return Configuration.load(sources, Configuration.Need.NOTHING);
    }
}
