package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hubflow.hubspot.AssociationPage.Linked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a batch read of associations, 200 or 207 alike, in one pass over the bytes. Records without links are left out of
 * {@code results} and named under {@code errors}; ids come as text or as numbers (reference §7). An error other than "no
 * associations" or "not found" makes the whole answer one to ask for again: an empty set is never made of a failure.
 */
final class AssociationPageReader {
    private static final String NOT_FOUND = "OBJECT_NOT_FOUND";
    private static final String NO_ASSOCIATIONS = "NO_ASSOCIATIONS_FOUND";

    private final JsonParser parser;
    private final List<Linked> linked = new ArrayList<>();
    private final Set<Long> unlinked = new HashSet<>();
    private boolean someUnlinkedUnnamed;
    private int otherErrors;
    private String status = "";

    private AssociationPageReader(JsonParser parser) {
        this.parser = parser;
    }

    static AssociationPage read(byte[] body, List<AssociationInput> inputs) throws IOException {
        try (var parser = Json.parser(body)) {
            return new AssociationPageReader(parser).page(inputs);
        } catch (ForeignAnswerException | BrokenAnswerException | IncompleteBatchException e) {
            throw e;
        } catch (IOException e) {
            throw Json.broken(e, body);
        }
    }

    private AssociationPage page(List<AssociationInput> inputs) throws IOException {
        Json.readResults(parser, (name, token) -> {
            switch (name) {
                case "results" -> results();
                case "errors" -> errors(token);
                case "status" -> status = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                default -> parser.skipChildren();
            }
        });
        return answered(inputs);
    }

    private AssociationPage answered(List<AssociationInput> inputs) throws IncompleteBatchException {
        if (!status.isEmpty() && !status.equals("COMPLETE")) {
            throw new IncompleteBatchException("a batch of associations that is not complete");
        }
        if (otherErrors > 0) {
            throw new IncompleteBatchException(
                    otherErrors + " errors inside a batch of associations that are not \"no associations\"");
        }
        var found = new HashSet<Long>();
        linked.forEach(one -> found.add(one.fromId()));
        var none = new ArrayList<Long>();
        var unanswered = new ArrayList<Long>();
        for (var input : inputs) {
            if (!found.contains(input.id())) {
                var isUnlinked = unlinked.contains(input.id()) || someUnlinkedUnnamed;
                (isUnlinked ? none : unanswered).add(input.id());
            }
        }
        return new AssociationPage(linked, none, unanswered);
    }

    private void results() throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            result();
        }
    }

    private void result() throws IOException {
        requireObject("a result");
        var fromId = WireId.UNREADABLE;
        Optional<String> nextAfter = Optional.empty();
        var links = new ArrayList<AssociationLink>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            switch (name) {
                case "from" -> fromId = fromId(token);
                case "to" -> {
                    if (token != JsonToken.START_ARRAY) {
                        throw new ForeignAnswerException("\"to\" that is no list");
                    }
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        linksTo(links);
                    }
                }
                case "paging" -> nextAfter = nextAfter(token);
                default -> parser.skipChildren();
            }
        }
        if (fromId == WireId.UNREADABLE) {
            throw new BrokenAnswerException("associations of a record without an id");
        }
        linked.add(new Linked(fromId, links, nextAfter));
    }

    private long fromId(JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return WireId.UNREADABLE;
        }
        var id = WireId.UNREADABLE;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            var text = Json.scalar(parser);
            if (name.equals("id") && text != null) {
                id = WireId.toLong(text);
            }
        }
        return id;
    }

    private void linksTo(List<AssociationLink> links) throws IOException {
        requireObject("an association");
        var toId = WireId.UNREADABLE;
        var types = new ArrayList<AssociationType>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (name.equals("toObjectId")) {
                var text = Json.scalar(parser);
                toId = text == null ? WireId.UNREADABLE : WireId.toLong(text);
            } else if (name.equals("associationTypes") && token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    types.add(type());
                }
            } else {
                parser.skipChildren();
            }
        }
        if (toId == WireId.UNREADABLE) {
            throw new BrokenAnswerException("an association without the other record's id");
        }
        for (var type : types) {
            links.add(new AssociationLink(toId, type.typeId(), type.category(), type.label()));
        }
    }

    private AssociationType type() throws IOException {
        requireObject("an association type");
        var typeId = WireId.UNREADABLE;
        var category = "";
        var label = "";
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            var text = Json.scalar(parser);
            switch (name) {
                case "typeId" -> typeId = text == null ? WireId.UNREADABLE : WireId.toLong(text);
                case "category" -> category = text == null ? "" : text;
                case "label" -> label = text == null ? "" : text;
                default -> {
                    // Nothing else is known to be there.
                }
            }
        }
        if (typeId == WireId.UNREADABLE) {
            throw new BrokenAnswerException("an association type without an id");
        }
        return new AssociationType(typeId, category, label);
    }

    private Optional<String> nextAfter(JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Optional.empty();
        }
        var after = "";
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var value = parser.nextToken();
            if (!name.equals("next") || value != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            for (var inner = parser.nextFieldName(); inner != null; inner = parser.nextFieldName()) {
                parser.nextToken();
                var text = Json.scalar(parser);
                after = inner.equals("after") && text != null ? text : after;
            }
            if (after.isBlank()) {
                throw new BrokenAnswerException("an empty cursor"); // following it would start the read anew
            }
        }
        return Optional.of(after).filter(cursor -> !cursor.isEmpty());
    }

    private void errors(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            error();
        }
    }

    private void error() throws IOException {
        requireObject("an error");
        var category = "";
        var subCategory = "";
        var ids = new ArrayList<Long>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            switch (name) {
                case "category" -> category = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "subCategory" -> subCategory = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "context" -> ids.addAll(contextIds(token));
                default -> {}
            }
            if (!name.equals("context")) {
                parser.skipChildren();
            }
        }
        if (!category.equals(NOT_FOUND)) {
            otherErrors++;
        } else if (subCategory.endsWith(NO_ASSOCIATIONS)) {
            unlinked.addAll(ids);
            someUnlinkedUnnamed |= ids.isEmpty();
        }
    }

    /** {@code {"fromObjectId":["1"], …}}; other members say of which types. */
    private List<Long> contextIds(JsonToken token) throws IOException {
        var ids = new ArrayList<Long>();
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return ids;
        }
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var value = parser.nextToken();
            if (!name.equals("fromObjectId") || value != JsonToken.START_ARRAY) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                var text = Json.scalar(parser);
                if (text != null && WireId.toLong(text) != WireId.UNREADABLE) {
                    ids.add(WireId.toLong(text));
                }
            }
        }
        return ids;
    }

    private void requireObject(String what) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new ForeignAnswerException(what + " that is no object");
        }
    }
}
