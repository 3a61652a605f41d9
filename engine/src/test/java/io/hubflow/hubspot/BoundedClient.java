package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Timeline;
import java.util.Random;

/** The real client on a machine that has little memory for one answer. */
public final class BoundedClient {
    private BoundedClient() {}

    /** @param maxAnswerBytes the largest answer that is taken */
    public static HubSpotClient open(HubSpotSettings settings, int maxAnswerBytes) {
        var transport = new JdkTransport(settings.connectTimeout(), settings.route(), maxAnswerBytes);
        return HubSpotClient.open(settings, transport, Timeline.system(), new Random(7));
    }
}
