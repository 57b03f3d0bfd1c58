// Hides the lock of operations for which a key is optional. A key that the user has entered is still sent to them.
const lockWhereNeeded = () => ({
  wrapComponents: {
    OperationSummary: (Summary, { React }) => (props) => React.createElement(Summary, {
      ...props,
      operationProps: props.operationProps.update("security", (ways) => ways?.some((way) => way.isEmpty()) ? ways.clear() : ways),
    }),
  },
});

// Keys are kept in the page only (persistAuthorization) and are lost when it is closed.
SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: location.protocol === "https:" ? "openapi.json?secure" : "openapi.json",
  plugins: [lockWhereNeeded],
  showCommonExtensions: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
