package io.hubflow.service.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.hubflow.service.status.RunSummary;
import io.hubflow.service.status.ServiceStatus;
import io.hubflow.service.status.VerificationSummary;
import java.util.Map;

/** Renders the pages from templates that escape every value by its place in the HTML. Thread-safe. */
public final class Pages {
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), "io.hubflow.service.template");

    /** @param formToken for the forms of this visitor. @param signedIn whether signing out makes sense */
    public String index(ServiceStatus status, String formToken, boolean signedIn) {
        return render(
                "index.jte", Map.of("page", new StatusPage(status), "formToken", formToken, "signedIn", signedIn));
    }

    /** The part that changes, without the forms: the same for every visitor. */
    public String live(ServiceStatus status) {
        return render("live.jte", Map.of("page", new StatusPage(status)));
    }

    public String run(String portal, RunSummary run) {
        return render("run.jte", Map.of("portal", portal, "run", run));
    }

    public String verification(String portal, VerificationSummary verification) {
        return render("verification.jte", Map.of("portal", portal, "verification", verification));
    }

    /** @param problem why the last attempt failed; empty at first */
    public String signIn(String problem) {
        return render("signin.jte", Map.of("problem", problem));
    }

    public String error(String sentence) {
        return render("error.jte", Map.of("sentence", sentence));
    }

    private String render(String template, Map<String, Object> values) {
        var out = new StringOutput();
        templates.render(template, values, out);
        return out.toString();
    }
}
