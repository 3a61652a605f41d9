package io.hubflow.service.notify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;

/** What a webhook's receiver understands. */
public enum WebhookFormat {
    /** An object with the fields of a {@link Notification}. */
    JSON {
        @Override
        String write(Notification notification) {
            return MAPPER.createObjectNode()
                    .put("event", notification.event().word())
                    .put("portal", notification.portal())
                    .put("object_type", notification.objectType())
                    .put("at", notification.at().toString())
                    .put("code", notification.code())
                    .put("title", notification.title())
                    .put("text", cut(notification.text()))
                    .toString();
        }
    },
    /** Slack's incoming webhooks, and what imitates them (docs.slack.dev, "Sending messages using incoming webhooks"). */
    SLACK {
        @Override
        String write(Notification notification) {
            var text = notification.text().isBlank() ? "" : "\n" + escaped(cut(notification.text()));
            return MAPPER.createObjectNode()
                    .put("text", "*hubflow: " + escaped(notification.title()) + "*" + text)
                    .toString();
        }
    };

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Slack cuts a text at 4,000 characters; nobody reads more in any receiver. */
    private static final int MOST_CHARACTERS = 3_000;

    abstract String write(Notification notification);

    /** How it is written in a configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }

    /** Slack reads these three characters as markup: a name from HubSpot could mention a whole channel with them. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
