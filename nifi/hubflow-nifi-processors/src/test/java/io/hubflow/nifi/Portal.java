package io.hubflow.nifi;

import io.hubflow.hubspot.ListRequest;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import io.hubflow.nifi.service.StandardHubSpotClientService;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;

/** A HubSpot stand-in and the service through which a mocked NiFi calls it. */
public record Portal(Simulator simulator) implements AutoCloseable {
    public static Portal start(Map<String, Long> records) throws IOException {
        return new Portal(Simulator.start(SimulatorOptions.defaults().withRecords(records)));
    }

    /** Gives a processor under test an enabled HubSpot service. */
    public StandardHubSpotClientService serve(TestRunner runner) throws InitializationException {
        var service = new StandardHubSpotClientService();
        runner.addControllerService("hubspot", service);
        runner.setProperty(service, "HubSpot Access Token", simulator.token());
        runner.setProperty(service, "HubSpot API URL", simulator.url().toString());
        runner.enableControllerService(service);
        runner.setProperty(HubSpotProcessorProperties.HUBSPOT_SERVICE, "hubspot");
        return service;
    }

    /**
     * Lets a service see that the portal has no limits. Only answers to lists and batch reads tell that, and planning, counting
     * and filters do nothing but search.
     */
    static void learnLimits(StandardHubSpotClientService service) {
        service.client()
                .listRecords(
                        new ListRequest("line_items", PropertySelection.none(), Optional.empty(), 1, RecordState.LIVE));
    }

    /** Sets properties of a processor's HubSpot service. */
    public void set(TestRunner runner, Map<String, String> properties) {
        var service = runner.getControllerService("hubspot");
        runner.disableControllerService(service);
        properties.forEach((name, value) -> runner.setProperty(service, name, value));
        runner.enableControllerService(service);
    }

    /** Gives a processor under test a service that another one has already. */
    void share(StandardHubSpotClientService service, TestRunner runner) throws InitializationException {
        runner.addControllerService("shared", service);
        runner.setProperty(service, "HubSpot Access Token", simulator.token());
        runner.setProperty(service, "HubSpot API URL", simulator.url().toString());
        runner.enableControllerService(service);
        runner.setProperty(HubSpotProcessorProperties.HUBSPOT_SERVICE, "shared");
    }

    @Override
    public void close() {
        simulator.close();
    }
}
