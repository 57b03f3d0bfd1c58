// A key that is entered stays in the page, and is gone with it.
SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: "openapi.json",
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
});
