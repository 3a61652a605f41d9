package io.hubflow.engine.filter;

import io.hubflow.engine.catalog.Suggestions;
import io.hubflow.engine.filter.Where.Condition;
import io.hubflow.engine.filter.Where.InvalidWhere;
import io.hubflow.engine.filter.WhereTokens.Kind;
import io.hubflow.engine.filter.WhereTokens.Token;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the language of {@link Where#parse} by recursive descent. Used once. */
final class WhereParser {
    /** What people write from other languages. */
    private static final Map<String, Operator> SIGNS = Map.of(
            "=", Operator.EQ,
            "==", Operator.EQ,
            "!=", Operator.NEQ,
            "<>", Operator.NEQ,
            ">", Operator.GT,
            ">=", Operator.GTE,
            "<", Operator.LT,
            "<=", Operator.LTE);

    private static final List<String> OPERATORS =
            Arrays.stream(Operator.values()).map(Operator::name).toList();

    private final String text;
    private final WhereTokens tokens;

    WhereParser(String text) throws InvalidWhere {
        this.text = text;
        this.tokens = new WhereTokens(text);
    }

    List<Where> parse() throws InvalidWhere {
        var all = new ArrayList<Where>();
        var types = new HashSet<String>();
        do {
            var type = tokens.takeType();
            if (!types.add(type.text().toLowerCase(Locale.ROOT))) {
                throw tokens.problem(type, type.text() + " has a filter already; join the two with AND or OR");
            }
            var where = new Where(type.text(), groups(), text);
            // No call is spent on what no definition can make right.
            var problem = FilterLimits.problem(where, RecordFilter.ADDED_TO_A_GROUP);
            if (problem.isPresent()) {
                throw tokens.problem(type, problem.get());
            }
            all.add(where);
        } while (takeSign(";"));
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.expected("AND, OR, or ; before the next object type", tokens.peek());
        }
        return List.copyOf(all);
    }

    private List<List<Condition>> groups() throws InvalidWhere {
        var groups = new ArrayList<List<Condition>>();
        do {
            groups.add(group());
        } while (takeWord("OR"));
        return groups;
    }

    private List<Condition> group() throws InvalidWhere {
        var conditions = new ArrayList<Condition>();
        do {
            conditions.add(condition());
        } while (takeWord("AND"));
        return conditions;
    }

    private Condition condition() throws InvalidWhere {
        var property = tokens.take();
        if (property.isSign("(")) {
            throw tokens.problem(
                    property,
                    "conditions take no parentheses: HubSpot joins conditions by AND to groups, and groups by OR");
        }
        if (property.kind() != Kind.WORD || isJoin(property)) {
            throw tokens.expected("the name of a property", property);
        }
        var operator = operator(property);
        return new Condition(property.text(), operator, values(operator), property.at());
    }

    private Operator operator(Token property) throws InvalidWhere {
        var token = tokens.take();
        if (token.kind() != Kind.WORD || isJoin(token)) {
            throw tokens.expected("an operator after " + property.shown() + ", such as EQ, GTE or IN", token);
        }
        var name = token.text().toUpperCase(Locale.ROOT);
        if (OPERATORS.contains(name)) {
            return Operator.valueOf(name);
        }
        var sign = SIGNS.get(token.text());
        throw tokens.problem(
                token,
                sign != null
                        ? token.text() + " is written " + sign + " here, as in HubSpot's API"
                        : token.shown() + " is not an operator. "
                                + Suggestions.sentence(
                                        name, OPERATORS, "HubSpot has " + String.join(", ", OPERATORS) + "."));
    }

    private List<String> values(Operator operator) throws InvalidWhere {
        return switch (operator) {
            case HAS_PROPERTY, NOT_HAS_PROPERTY -> List.of();
            case IN, NOT_IN -> list(operator);
            case BETWEEN -> {
                var low = value(operator);
                if (!takeWord("AND")) {
                    throw tokens.expected("AND and the upper end of BETWEEN", tokens.peek());
                }
                yield List.of(low, value(operator));
            }
            case EQ, NEQ, GT, GTE, LT, LTE, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN -> List.of(value(operator));
        };
    }

    private List<String> list(Operator operator) throws InvalidWhere {
        if (!takeSign("(")) {
            throw tokens.expected("( and the values of " + operator, tokens.peek());
        }
        var values = new ArrayList<String>();
        do {
            values.add(value(operator));
        } while (takeSign(","));
        if (!takeSign(")")) {
            throw tokens.expected("a comma or )", tokens.peek());
        }
        return values;
    }

    private String value(Operator operator) throws InvalidWhere {
        var token = tokens.peek();
        if (!token.isValue() || isJoin(token) || token.text().isEmpty()) {
            throw tokens.expected("a value for " + operator, token);
        }
        return tokens.take().text();
    }

    private static boolean isJoin(Token token) {
        return token.isWord("AND") || token.isWord("OR");
    }

    private boolean takeSign(String sign) throws InvalidWhere {
        return take(tokens.peek().isSign(sign));
    }

    private boolean takeWord(String word) throws InvalidWhere {
        return take(tokens.peek().isWord(word));
    }

    private boolean take(boolean matches) throws InvalidWhere {
        if (matches) {
            tokens.take();
        }
        return matches;
    }
}
