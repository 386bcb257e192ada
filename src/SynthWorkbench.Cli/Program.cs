Console.WriteLine("synthwb");
