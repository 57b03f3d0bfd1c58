// No lock at an operation that answers without a key, too. A key that is entered is sent to it all the same.
const lockWhereNeeded = () => ({
  wrapComponents: {
    OperationSummary: (Summary, { React }) => (props) => React.createElement(Summary, {
      ...props,
      operationProps: props.operationProps.update("security", (ways) => ways?.some((way) => way.isEmpty()) ? ways.clear() : ways),
    }),
  },
});

// A key that is entered stays in the page, and is gone with it.
SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: location.protocol === "https:" ? "openapi.json?secure" : "openapi.json",
  plugins: [lockWhereNeeded],
  showCommonExtensions: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
