/** jsdom asks for a result type that browsers take as given; htmx leaves it out. Tests without a page have no such thing. */
if ("XPathExpression" in globalThis) {
  const evaluate = XPathExpression.prototype.evaluate;
  XPathExpression.prototype.evaluate = function (node, type = XPathResult.ANY_TYPE, result = null) {
    return evaluate.call(this, node, type, result);
  };
}
